using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Workers;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Rollouts;

/// <summary>The real ledger, pipeline, scoring queue and receiving ends over links that delay, duplicate and lose messages, and that break.</summary>
/// <remarks>
/// Workers and verifiers only count. What happens next is drawn at random: a message of some link arrives (perhaps twice, perhaps
/// not at all), or a worker or verifier breaks: it counts as lost, a new one joins, and what was under way arrives late or never.
/// Now and then, and when nothing is under way, workers and verifiers say what they have, as their timers make them do.
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
    private readonly bool _breaks;
    private Verifier _verifier;
    private long _next;
    private int _names;

    /// <param name="breaks">Whether workers and verifiers are lost too, or messages alone.</param>
    public UnreliableNetwork(int seed, bool breaks)
    {
        (_random, _breaks) = (new Random(seed), breaks);
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
            if (_breaks && _random.Next(200) == 0)
                Break(_workers[_random.Next(_workers.Count)]);
            else if (_breaks && _random.Next(1000) == 0)
                BreakVerifier();
            else if (_random.Next(50) != 0 && _links.Where(l => l.Count > 0).ToArray() is { Length: > 0 } busy)
                Deliver(busy[_random.Next(busy.Length)].Dequeue());
            else
                Report();
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

    private void Report()
    {
        foreach (var worker in _workers)
            worker.Report();
        _verifier.Report();
    }

    private void BreakVerifier()
    {
        Disturbances = Disturbances with { Breaks = Disturbances.Breaks + 1 };
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

    /// <summary>Samples two tokens a message, of one sibling after the other, when it is told to step.</summary>
    private sealed class Worker : MinimalActorRef
    {
        private readonly UnreliableNetwork _network;
        private readonly Queue<Action> _incoming;
        private readonly ReceivedOrders _orders = new();
        private readonly Dictionary<long, (int Epoch, Queue<(int Sibling, int Begin)> Siblings)> _held = [];

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
            var request = new RequestWork(Path.Name, (4 - _held.Count) * GroupSize, _orders.Seen, PolicyVersion.Start);
            Outgoing.Enqueue(() =>
            {
                if (_network._workers.Contains(this)) // a coordinator takes no request of an actor that it knows to be dead
                    _network._pipeline.Update(request, this);
            });
        }

        /// <summary>As its timer makes it do; the sequences that it has go on meanwhile.</summary>
        public void Report()
        {
            Step();
            Ask();
            var held = new WorkHeld
            {
                Worker = Path.Name,
                SeenOrders = _orders.Seen,
                GroupIds = [.. _held.Keys],
                Epochs = [.. _held.Values.Select(h => h.Epoch)],
                Version = PolicyVersion.Start,
            };
            Outgoing.Enqueue(() =>
            {
                if (_network._pipeline.Compare(held) is { } sent)
                    _incoming.Enqueue(() => _orders.Passed(sent));
            });
        }

        protected override void TellInternal(object message, IActorRef sender) => _incoming.Enqueue(() => Take(message));

        private void Take(object message)
        {
            switch (message)
            {
                case SampledPrefix prefix:
                    _orders.Keep(prefix);
                    break;
                case GenerateGroup order when _orders.Accept(order) is { Length: > 0 } prefixes: // none where all siblings are sampled, and their grading is lost
                    _held[order.GroupId] = (order.Epoch, new(order.Siblings.Zip(prefixes.Select(p => p.Length))));
                    break;
                case CancelGroup cancel when _held.TryGetValue(cancel.GroupId, out var lease) && lease.Epoch <= cancel.Epoch:
                    _ = _held.Remove(cancel.GroupId);
                    break;
            }

            Step();
        }

        /// <summary>A sibling of the first group.</summary>
        private void Step()
        {
            if (_held.Count == 0)
                return;
            var (group, (epoch, siblings)) = _held.First();
            var (sibling, begin) = siblings.Dequeue();
            if (siblings.Count == 0)
                _ = _held.Remove(group);
            Sample(group, epoch, sibling, begin);
            Ask();
        }

        private void Sample(long group, int epoch, int sibling, int begin)
        {
            var length = Length(group, sibling);
            for (var offset = begin; offset < length; offset += 2)
            {
                int[] ids = [.. Enumerable.Range(offset, Math.Min(2, length - offset)).Select(i => Token(group, sibling, i))];
                var chunk = new TokensAppended
                {
                    GroupId = group,
                    Epoch = epoch,
                    Sibling = sibling,
                    Offset = offset,
                    TokenIds = ids,
                    LogProbs = new float[ids.Length],
                    Spans = [new PolicySpan(0, ids.Length, PolicyVersion.Start)],
                };
                Outgoing.Enqueue(() => _network._pipeline.Append(chunk));
            }

            Outgoing.Enqueue(() => _network._pipeline.Finish(new CompletionFinished(group, epoch, sibling, length, FinishReason.Stop)));
        }
    }

    /// <summary>Finds everything correct, one completion after the other.</summary>
    private sealed class Verifier : MinimalActorRef
    {
        private const int Places = 4;
        private readonly UnreliableNetwork _network;
        private readonly Queue<Action> _incoming;
        private readonly Queue<Action> _outgoing;
        private readonly ReceivedRequests _requests = new();
        private readonly Queue<(long Id, ScoreRequest Request)> _grading = [];

        public Verifier(UnreliableNetwork network)
        {
            (_network, _incoming, _outgoing) = (network, network.Link(), network.Link());
            Path = new RootActorPath(Address.AllSystems) / $"verifier-{network._names++}";
        }

        public override ActorPath Path { get; }

        public override IActorRefProvider Provider => throw new NotSupportedException();

        /// <summary>As its timer makes it do; what it grades goes on meanwhile.</summary>
        public void Report()
        {
            Step();
            var held = new ScoringHeld(_requests.Seen, [.. _requests.Held]);
            _outgoing.Enqueue(() =>
            {
                if (_network._verifier == this)
                    _network._scoring.Offer(this, Places);
            });
            _outgoing.Enqueue(() =>
            {
                if (_network._scoring.Compare(this, held) is { } sent)
                    _incoming.Enqueue(() => _requests.Passed(sent));
            });
        }

        protected override void TellInternal(object message, IActorRef sender) => _incoming.Enqueue(() =>
        {
            if (message is ScorePart part && _requests.Take(part) is { } request)
                _grading.Enqueue((part.RequestId, request));
            if (_network._random.Next(2) == 0)
                Step();
        });

        private void Step()
        {
            if (!_grading.TryDequeue(out var first))
                return;
            _requests.Done(first.Id);
            var verdict = CompletionScored.Failed(first.Request, "") with { Reward = 1, Solved = true };
            _outgoing.Enqueue(() =>
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
