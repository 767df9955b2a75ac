using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OlmoRL.Data.Tests")]
