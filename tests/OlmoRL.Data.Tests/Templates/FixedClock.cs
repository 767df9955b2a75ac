namespace OlmoRL.Data.Tests.Templates;

/// <summary>Always 3 November 2025, 09:05:07, as in make.py.</summary>
internal sealed class FixedClock : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2025, 11, 3, 9, 5, 7, TimeSpan.Zero);
}
