namespace OlmoRL.Recipes;

/// <summary>How the learning rate moves after warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>It stays at the peak.</summary>
    Constant,

    /// <summary>It falls on a line to the floor at the last step.</summary>
    Linear,

    /// <summary>It falls on half a cosine to the floor at the last step.</summary>
    Cosine,

    /// <summary>Warm-up, stable, decay: it stays, then falls on a line to the floor over the last share of the steps.</summary>
    Wsd,
}
