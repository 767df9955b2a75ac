namespace OlmoRL.Objectives;

/// <summary>Estimators of KL(policy, reference) from the policy's own samples, with d = log p - log p_ref.</summary>
/// <remarks>J. Schulman, "Approximating KL divergence" (2020).</remarks>
public enum KlEstimator
{
    /// <summary>d: without bias, may be negative.</summary>
    K1,

    /// <summary>d squared over 2: small variance, biased.</summary>
    K2,

    /// <summary>exp(-d) - 1 + d: without bias, never negative.</summary>
    K3,
}
