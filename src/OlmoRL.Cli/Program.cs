using System.CommandLine;
using OlmoRL.Cli.Commands;
using OlmoRL.Data.Templates;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training;
using Spectre.Console;

namespace OlmoRL.Cli;

/// <summary>The `olmorl` program.</summary>
internal static class Program
{
    /// <summary>A user's mistake.</summary>
    private const int ExitUsage = 2;

    /// <summary>Long enough for any step to finish and be saved after Ctrl-C.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromHours(2);

    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("OlmoRL: SFT, DPO and RLVR of Olmo 3 models, and the experiments that explain them.")
        {
            FlowCommand.Create(),
            PretrainCommand.Create(),
            SftCommand.Create(),
            PairsCommand.Create(),
            DpoCommand.Create(),
            RlvrCommand.Create(),
            NodeCommand.Create(),
            StatusCommand.Create(),
            AuditCommand.Create(),
            MergeCommand.Create(),
            LineageCommand.Create(),
            ReplayStepCommand.Create(),
            EvalCommand.Create(),
            GenerateCommand.Create(),
            ChatCommand.Create(),
            ServeCommand.Create(),
            VerifyCommand.Create(),
            ControlCommand.Create(),
            SweepCommand.Create(),
            DomainsCommand.Create(),
            ContaminationCommand.Create(),
            MemorisationCommand.Create(),
            InspectCommand.Create(),
            ConvertCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationTimeout,
            }).ConfigureAwait(false);
        }
        catch (RecipeException mistake)
        {
            await Console.Error.WriteLineAsync(mistake.Message).ConfigureAwait(false);
            return ExitUsage;
        }
        catch (RunStoppedException stopped)
        {
            await Console.Error.WriteLineAsync(stopped.Message).ConfigureAwait(false);
            return 1;
        }
        catch (Exception unusable) when (
            unusable is IOException or UnauthorizedAccessException or InvalidDataException or TemplateException)
        {
            await Console.Error.WriteLineAsync(unusable.Message).ConfigureAwait(false);
            return ExitUsage;
        }
        catch (NonFiniteUpdatesException diverged)
        {
            await Console.Error.WriteLineAsync(diverged.Message).ConfigureAwait(false);
            return 1;
        }
        catch (Exception defect)
        {
            AnsiConsole.WriteException(defect);
            return 1;
        }
    }
}
