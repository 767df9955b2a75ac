using OlmoRL.Recipes;

namespace OlmoRL.Cli.Bench;

/// <summary>What a rung would do if nothing cost time but decode steps and learner steps: its ceiling.</summary>
/// <param name="Slots">Sequences decoded together.</param>
/// <param name="StepSeconds">Time of a decode step of n rows.</param>
/// <param name="LearnerSeconds">Time of a learner step.</param>
/// <param name="SequencesPerStep">Finished sequences that a learner step takes.</param>
internal sealed record LadderSimulation(int Slots, Func<int, double> StepSeconds, double LearnerSeconds, int SequencesPerStep)
{
    /// <summary>Sampled tokens a second over so many learner steps.</summary>
    /// <param name="rung">Which switches are on; feeding costs nothing here.</param>
    /// <param name="lengths">Tokens of sequences, in turn, from the start again when they are used up.</param>
    /// <param name="learnerSteps">When to stop.</param>
    public double TokensPerSecond(LadderRung rung, IReadOnlyList<int> lengths, int learnerSteps)
    {
        var running = new List<int>();
        var (time, tokens, next, finished, done, padded) = (0.0, 0L, 0, 0, 0, 0);
        var learnerEnds = double.PositiveInfinity;
        var updateWaits = false;
        while (done < learnerSteps)
        {
            if (updateWaits && (rung.WeightUpdates == WeightUpdates.InFlight || running.Count == 0))
                updateWaits = false;
            if (!updateWaits && (rung.Batching == BatchingKind.Continuous || running.Count == 0))
            {
                while (running.Count < Slots)
                    running.Add(lengths[next++ % lengths.Count]);
                padded = running.Count;
            }

            var rows = rung.Batching == BatchingKind.StaticPadded ? padded : running.Count;
            time += StepSeconds(rows);
            tokens += running.Count;
            for (var i = running.Count - 1; i >= 0; i--)
            {
                if (--running[i] > 0)
                    continue;
                running.RemoveAt(i);
                finished++;
            }

            if (time >= learnerEnds)
            {
                (learnerEnds, updateWaits) = (double.PositiveInfinity, true);
                done++;
            }

            if (double.IsPositiveInfinity(learnerEnds) && finished >= SequencesPerStep)
            {
                finished -= SequencesPerStep;
                learnerEnds = time + LearnerSeconds;
            }
            else if (finished >= 4 * SequencesPerStep && learnerEnds > time)
            {
                time = learnerEnds; // as many sequences live as the ledger allows: the engine waits for the learner
            }
        }

        return tokens / time;
    }
}
