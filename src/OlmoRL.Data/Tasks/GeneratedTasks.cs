using OlmoRL.Data.Tasks.Arithmetic;
using OlmoRL.Data.Tasks.Code;
using OlmoRL.Data.Tasks.Instructions;
using OlmoRL.Data.Tasks.Reading;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks;

/// <summary>Makes the task that a recipe's data table names.</summary>
public static class GeneratedTasks
{
    /// <summary>A task for its problems alone.</summary>
    public static IGeneratedTask Create(DataSpec data) => Create(data, new SeedSequence(data.Seed), new CorpusMix());

    /// <summary>A task whose documents are read too.</summary>
    /// <param name="corpus">Seed of the documents of arithmetic.</param>
    /// <param name="mix">Its kinds of document.</param>
    public static IGeneratedTask Create(DataSpec data, SeedSequence corpus, CorpusMix mix)
    {
        var seeds = new SeedSequence(data.Seed);
        return data.Task switch
        {
            GeneratedTaskKind.Arithmetic => Arithmetic(),
            GeneratedTaskKind.Code => new CodeTask(seeds),
            GeneratedTaskKind.Instructions => new InstructionTask(seeds),
            GeneratedTaskKind.Reading => new ReadingTask(seeds),
            GeneratedTaskKind.Mix => new MixedTask([Arithmetic(), new CodeTask(seeds), new InstructionTask(seeds), new ReadingTask(seeds)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        ArithmeticTask Arithmetic()
        {
            var generator = new ArithmeticGenerator(seeds, data.MinSteps, data.MaxSteps, data.MaxOperand);
            return new ArithmeticTask(generator, new ArithmeticCorpus(generator, corpus, mix));
        }
    }
}
