namespace OlmoRL.Cli.Doctor;

/// <summary>One thing that `olmorl doctor` measured.</summary>
/// <param name="Name">What.</param>
/// <param name="Figure">What came out.</param>
/// <param name="Expected">What a healthy machine shows.</param>
/// <param name="Passed">Whether it does.</param>
internal sealed record DoctorCheck(string Name, string Figure, string Expected, bool Passed);
