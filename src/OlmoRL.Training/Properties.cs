using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OlmoRL.Training.Tests")]
