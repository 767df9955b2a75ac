using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Wire;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Rollouts;

/// <summary>The real ledger, pipeline and scoring queue over links that delay, duplicate and lose messages, and that break.</summary>
/// <remarks>
/// Workers and verifiers only count. What happens next is drawn at random: a message of some link arrives (perhaps twice, perhaps
/// not at all), or a link breaks: its worker counts as lost, a new one joins, and what was under way arrives late or never.
/// When nothing is under way and groups are missing, whoever has them counts as lost, as a failure detector would say.
/// </remarks>
internal sealed class UnreliableNetwork
{
    private const int GroupSize = 3;
    private const int Groups = 24;
    private const int MaxTicks = 100_000;
    private static readonly SamplingParams Sampling = new() { MaxTokens = 64, StopTokenIds = [] };
    private readonly Random _random;
    private readonly ScoringQueue _scoring = new();
    private readonly GroupLedger _ledger = new(new LedgerOptions { GroupSize = GroupSize, GroupsPerStep = 4, Capacity = 8, Staleness = new StalenessRule(1) });
    private readonly RolloutPipeline _pipeline;
    private readonly List<Queue<Action>> _links = [];
    private readonly List<Worker> _workers = [];
    private Verifier _verifier;
    private long _next;
    private int _names;

    public UnreliableNetwork(int seed)
    {
        _random = new Random(seed);
        _pipeline = new RolloutPipeline(new PipelineOptions(GroupSize, Sampling, 2, new SeedSequence(seed)), _ledger, new Spelling(), _scoring);
        _verifier = new Verifier(this);
        Join();
        Join();
    }

    /// <summary>How often each group was emitted.</summary>
    public Dictionary<long, int> Emitted { get; } = [];

    /// <summary>Messages that were lost, came twice, or came after their worker counted as lost.</summary>
    public (int Lost, int Twice, int Breaks) Disturbances { get; private set; }

    /// <summary>Until every group was emitted.</summary>
    public void Run()
    {
        for (var tick = 0; Emitted.Count < Groups; tick++)
        {
            Assert.True(tick < MaxTicks, "the run does not end");
            Admit();
            if (_random.Next(200) == 0)
                Break(_workers[_random.Next(_workers.Count)]);
            else if (_links.Where(l => l.Count > 0).ToArray() is { Length: > 0 } busy)
                Deliver(busy[_random.Next(busy.Length)].Dequeue());
            else
                Detect();
        }
    }

    /// <summary>The token of a position: what is missing, twice or of another sequence shows.</summary>
    public static int Token(long group, int sibling, int position) => (int)(((group * 31) + (sibling * 7) + position) % 1000);

    /// <summary>Tokens of a completion.</summary>
    public static int Length(long group, int sibling) => 1 + (int)(((group * 5) + (sibling * 3)) % 9);

    private void Deliver(Action arrive)
    {
        switch (_random.Next(30))
        {
            case 0:
                Disturbances = Disturbances with { Lost = Disturbances.Lost + 1 };
                break;
            case 1 or 2:
                Disturbances = Disturbances with { Twice = Disturbances.Twice + 1 };
                arrive();
                arrive();
                break;
            default:
                arrive();
                break;
        }
    }

    private void Admit()
    {
        for (; _next < Groups && _ledger.AdmissionQuota() > 0; _next++)
            _ = _ledger.Admit(_next, new Prompt { ItemId = $"{_next}", TokenIds = [1], Text = "", Targets = [], Row = "{}" }, PolicyVersion.Start);
        if (_pipeline.WantedGroups > 0 && _ledger.In(GroupState.Admitted).Take(_pipeline.WantedGroups).ToArray() is { Length: > 0 } orders)
            _pipeline.Dispatch(orders);
    }

    private void Break(Worker lost)
    {
        Disturbances = Disturbances with { Breaks = Disturbances.Breaks + 1 };
        if (_random.Next(2) == 0)
            lost.Outgoing.Clear(); // else it comes late
        _ = _workers.Remove(lost);
        _ = _pipeline.Lose(lost);
        Join();
    }

    private void Detect()
    {
        foreach (var lost in _workers.ToArray())
            Break(lost);
        var verifier = _verifier;
        _verifier = new Verifier(this);
        foreach (var failed in _scoring.Lose(verifier))
            Grade(failed);
    }

    private void Join()
    {
        var worker = new Worker(this, $"worker-{_names++}");
        _workers.Add(worker);
        worker.Ask();
    }

    private void Grade(CompletionScored scored)
    {
        if (_pipeline.Grade(scored) is not { } entry)
            return;
        Emitted[entry.Id] = Emitted.GetValueOrDefault(entry.Id) + 1;
        Assert.Equal(Enumerable.Range(0, GroupSize), entry.Rollouts.Keys);
        foreach (var (sibling, rollout) in entry.Rollouts)
        {
            Assert.Equal(Enumerable.Range(0, Length(entry.Id, sibling)).Select(i => Token(entry.Id, sibling, i)), rollout.Completion.Segments.SelectMany(s => s.TokenIds));
            Assert.Equal(Length(entry.Id, sibling), rollout.Completion.Segments.Sum(s => s.Spans.Sum(p => p.Count)));
        }

        _ledger.Remove(entry);
    }

    private Queue<Action> Link()
    {
        var link = new Queue<Action>();
        _links.Add(link);
        return link;
    }

    /// <summary>Samples at once, two tokens a message.</summary>
    private sealed class Worker : MinimalActorRef
    {
        private readonly UnreliableNetwork _network;
        private readonly Queue<Action> _incoming;
        private readonly Dictionary<(long Group, int Sibling), int> _prefixes = [];
        private long _received;

        public Worker(UnreliableNetwork network, string name)
        {
            (_network, _incoming, Outgoing) = (network, network.Link(), network.Link());
            Path = new RootActorPath(Address.AllSystems) / name;
        }

        public Queue<Action> Outgoing { get; }

        public override ActorPath Path { get; }

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public void Ask()
        {
            var request = new RequestWork(Path.Name, 4 * GroupSize, _received, PolicyVersion.Start);
            Outgoing.Enqueue(() =>
            {
                if (_network._workers.Contains(this)) // a coordinator takes no request of an actor that it knows to be dead
                    _network._pipeline.Update(request, this);
            });
        }

        protected override void TellInternal(object message, IActorRef sender) => _incoming.Enqueue(() => Take(message));

        private void Take(object message)
        {
            switch (message)
            {
                case SampledPrefix prefix:
                    _prefixes[(prefix.GroupId, prefix.Sibling)] = prefix.TokenIds.Length;
                    break;
                case GenerateGroup order:
                    _received++;
                    foreach (var sibling in order.Siblings)
                        Sample(order, sibling);
                    Ask();
                    break;
            }
        }

        private void Sample(GenerateGroup order, int sibling)
        {
            var length = Length(order.GroupId, sibling);
            _ = _prefixes.Remove((order.GroupId, sibling), out var begin);
            for (var offset = begin; offset < length; offset += 2)
            {
                int[] ids = [.. Enumerable.Range(offset, Math.Min(2, length - offset)).Select(i => Token(order.GroupId, sibling, i))];
                var chunk = new TokensAppended
                {
                    GroupId = order.GroupId,
                    Epoch = order.Epoch,
                    Sibling = sibling,
                    Offset = offset,
                    TokenIds = ids,
                    LogProbs = new float[ids.Length],
                    Spans = [new PolicySpan(0, ids.Length, PolicyVersion.Start)],
                };
                Outgoing.Enqueue(() => _network._pipeline.Append(chunk));
            }

            Outgoing.Enqueue(() => _network._pipeline.Finish(new CompletionFinished(order.GroupId, order.Epoch, sibling, length, FinishReason.Stop)));
        }
    }

    /// <summary>Finds everything correct.</summary>
    private sealed class Verifier : MinimalActorRef
    {
        private readonly UnreliableNetwork _network;
        private readonly Queue<Action> _link;
        private readonly PayloadAssembler<long> _parts = new();

        public Verifier(UnreliableNetwork network)
        {
            (_network, _link) = (network, network.Link());
            Path = new RootActorPath(Address.AllSystems) / $"verifier-{network._names++}";
            network._scoring.Offer(this, 1000);
        }

        public override ActorPath Path { get; }

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not ScorePart part || _parts.Add(part.RequestId, part.Part) is not { } payload)
                return;
            var request = MessagePackSerializer.Deserialize<ScoreRequest>(payload, MessagePackWireSerializer.Options);
            var verdict = CompletionScored.Failed(request, "") with { Reward = 1, Solved = true };
            _link.Enqueue(() =>
            {
                if (_network._scoring.Take(verdict))
                    _network.Grade(verdict);
            });
        }
    }

    /// <summary>Ids as text.</summary>
    private sealed class Spelling : ITokenizer
    {
        public int VocabularySize => 1000;

        public int EndOfTextId => 0;

        public int PadId => 0;

        public bool HasToken(int id) => true;

        public int[] Encode(string text) => throw new NotSupportedException();

        public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => string.Join(' ', ids.ToArray());

        public ReadOnlySpan<byte> TokenBytes(int id, bool skipSpecialTokens = true) => throw new NotSupportedException();

        public int? TokenId(string token) => throw new NotSupportedException();
    }
}
