using OlmoRL.Recipes;

namespace OlmoRL.Inference.Tests;

public sealed class CpuEngineTests() : EngineCompliance(AttentionKind.Cpu);
