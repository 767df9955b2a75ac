using BenchmarkDotNet.Running;
using OlmoRL.Benchmarks.Proofs;

namespace OlmoRL.Benchmarks;

/// <summary>`prove ISSUE [--sample]`, or BenchmarkDotNet's own arguments.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["prove", "main-job", .. var rest])
            return await new MainJobProof(sample: rest.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "resume", .. var resume])
            return await ResumeBars.ProveAsync(sample: resume.Contains("--sample")).ConfigureAwait(false);
        if (args is ["prove", "checkpoints", .. var options])
            return await new CheckpointsProof(sample: options.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "tokenizer", .. var more])
            return await new TokenizerProof(sample: more.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "learner", .. var learner])
            return await new LearnerProof(sample: learner.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "engine", .. var engine])
            return await new EngineProof(sample: engine.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "verifiers", .. var given])
            return await new VerifiersProof(sample: given.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is [CheckpointOpening.ReadArgument, var files])
        {
            Console.WriteLine(CheckpointOpening.MeasureReading(files).ToString(System.Globalization.CultureInfo.InvariantCulture));
            return 0;
        }

        if (args is [CheckpointOpening.Argument, var folder])
        {
            Console.WriteLine(CheckpointOpening.Measure(folder).ToJson());
            return 0;
        }

        if (args is ["prove", "sandbox", .. var sandbox])
            return await new SandboxProof(sample: sandbox.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "controls", .. var controls])
            return await new ControlsProof(sample: controls.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "domains", .. var domains])
            return await new DomainsProof(sample: domains.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "stages", .. var stages])
            return await new StagesProof(sample: stages.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "scale"])
            return await new ScaleProof().RunAsync().ConfigureAwait(false);
        if (args is ["prove", "learners"])
            return await new LearnersProof().RunAsync().ConfigureAwait(false);
        if (args is ["prove", "stage-seeds"])
            return await new StageSeeds().RunAsync().ConfigureAwait(false);
        if (args is ["prove", "instructions", .. var instructions])
            return await new InstructionsProof(sample: instructions.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "cluster", .. var cluster])
            return await new ClusterProof(sample: cluster.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "spread"])
            return await SpreadProof.RunAsync().ConfigureAwait(false);
        if (args is ["prove", "spread-cost"])
            return await SpreadCost.RunAsync().ConfigureAwait(false);
        if (args is ["prove", "weights"])
            return await new WeightsProof().RunAsync().ConfigureAwait(false);
        if (args is ["prove", "evaluation", .. var evaluation])
            return await new EvaluationProof(sample: evaluation.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", "serve", .. var serve])
            return await new ServeProof(sample: serve.Contains("--sample")).RunAsync().ConfigureAwait(false);
        if (args is ["prove", ..])
        {
            await Console.Error.WriteLineAsync("prove: allowed: main-job, checkpoints, tokenizer, sandbox, learner, learners, engine, stages, stage-seeds, instructions, verifiers, controls, domains, cluster, spread, spread-cost, weights, scale, evaluation, resume, serve; --sample").ConfigureAwait(false);
            return 2;
        }

        _ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
