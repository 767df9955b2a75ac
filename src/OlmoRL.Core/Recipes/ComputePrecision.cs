namespace OlmoRL.Recipes;

/// <summary>Type of the numbers that a forward and backward pass computes with. Master weights are fp32 in any case.</summary>
public enum ComputePrecision
{
    /// <summary>32 bits.</summary>
    Fp32,

    /// <summary>bfloat16, products summed in fp32.</summary>
    Bf16,
}
