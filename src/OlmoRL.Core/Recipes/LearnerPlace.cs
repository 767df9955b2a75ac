namespace OlmoRL.Recipes;

/// <summary>The process that trains.</summary>
public enum LearnerPlace
{
    /// <summary>The one that drives the run.</summary>
    Here,

    /// <summary>A node that joins with the role learner.</summary>
    Node,
}
