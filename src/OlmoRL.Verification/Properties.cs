using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OlmoRL.Verification.Tests")]
[assembly: InternalsVisibleTo("OlmoRL.Benchmarks")]
