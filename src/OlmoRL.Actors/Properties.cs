using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OlmoRL.Actors.Tests")]
[assembly: InternalsVisibleTo("OlmoRL.Benchmarks")]
