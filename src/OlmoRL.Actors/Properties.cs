using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OlmoRL.Actors.Tests")]
