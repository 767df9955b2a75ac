using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks.Instructions;

/// <summary>A subject to write about under one or two constraints of IFEval, graded by the IFEval verifier.</summary>
/// <remarks>The corpus meets all constraints in a quarter of its documents, some in others, and in half of them none on purpose.</remarks>
public sealed class InstructionTask(SeedSequence seeds) : IGeneratedTask
{
    /// <inheritdoc/>
    public GeneratedProblem Draw(ProblemSplit split, long index)
    {
        var order = Order(split, index);
        var truth = new
        {
            instruction_id = order.Constraints.Select(c => c.Id),
            kwargs = order.Constraints.Select(c => c.Arguments),
        };
        return new GeneratedProblem(order.Signature, order.Prompt, new VerifierTarget("ifeval", ProblemRow.Json(new[] { truth })),
            ProblemRow.Json(new { problem = order.Signature, prompt = order.Prompt, truth.instruction_id, truth.kwargs }));
    }

    /// <inheritdoc/>
    public string Document(long index)
    {
        var random = seeds.Stream("instruction-corpus", index);
        var order = Order(ProblemSplit.Train, index);
        var text = PlainProse.Write(random, order.Subject);
        IEnumerable<ToyConstraint> met = random.Next(4) switch
        {
            0 => order.Constraints,
            1 => [random.Any(order.Constraints)],
            _ => [],
        };
        return order.Prompt + WritingOrder.Meeting(text, met);
    }

    internal WritingOrder Order(ProblemSplit split, long index) =>
        ProblemSplits.Draw(split, seeds.Stream("instructions", (long)split, index), WritingOrder.Draw, o => o.Signature);
}
