using System.Diagnostics;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>The class behind each kind of stage.</summary>
internal static class FlowStages
{
    /// <summary>A stage; null for a report, which is written when all stages have ended.</summary>
    public static IFlowStage? Create(FlowRecipe flow, StageSpec spec)
    {
        var context = new StageContext(flow, spec);
        return spec.Kind switch
        {
            StageKind.Pretrain => new PretrainStage(context, midtrain: false),
            StageKind.Midtrain => new PretrainStage(context, midtrain: true),
            StageKind.Sft => new SftStage(context),
            StageKind.Pairs => new PairsStage(context),
            StageKind.Dpo => new DpoStage(context),
            StageKind.Rlvr => new RlvrStage(context),
            StageKind.Merge => new MergeStage(context),
            StageKind.Evaluate => new EvaluateStage(context),
            StageKind.Report => null,
            _ => throw new UnreachableException(),
        };
    }
}
