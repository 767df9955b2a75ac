namespace OlmoRL.Advantages;

/// <summary>Why a group is, or is not, trained on.</summary>
public enum GroupSignal
{
    /// <summary>Its rewards differ.</summary>
    Mixed,

    /// <summary>Every sibling earned nothing.</summary>
    Unsolved,

    /// <summary>Every sibling earned the same, and not nothing.</summary>
    Solved,

    /// <summary>Fewer than two siblings could be verified.</summary>
    Unverified,

    /// <summary>Its rewards differ, but every sibling that was verified ran into its limit and is masked.</summary>
    Overlong,
}

/// <summary>Tells which groups carry a gradient. A group whose rewards are equal has advantage 0 everywhere.</summary>
public static class GroupFilter
{
    /// <summary>Classifies a group by its rewards; NaN marks a failed verification.</summary>
    public static GroupSignal Classify(ReadOnlySpan<double> rewards)
    {
        var first = double.NaN;
        var count = 0;
        var differ = false;
        foreach (var reward in rewards)
        {
            if (double.IsNaN(reward))
                continue;
            if (count++ == 0)
                first = reward;
            differ |= reward != first;
        }

        if (count < 2)
            return GroupSignal.Unverified;
        if (differ)
            return GroupSignal.Mixed;
        return first == 0 ? GroupSignal.Unsolved : GroupSignal.Solved;
    }
}
