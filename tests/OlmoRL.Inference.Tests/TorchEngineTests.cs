using OlmoRL.Recipes;

namespace OlmoRL.Inference.Tests;

public sealed class TorchEngineTests() : EngineCompliance(AttentionKind.Torch);
