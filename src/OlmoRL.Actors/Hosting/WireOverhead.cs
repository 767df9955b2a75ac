using System.Diagnostics;
using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Hosting;

/// <summary>What it costs to carry sampled tokens from an engine to the coordinator, as MessagePack bytes through mailboxes.</summary>
public static class WireOverhead
{
    /// <summary>Seconds per finished sequence: its tokens and its end, written to bytes, sent, read, and handled.</summary>
    /// <param name="tokens">Tokens of a sequence.</param>
    /// <param name="sequences">How many are sent.</param>
    public static async Task<double> SecondsPerSequenceAsync(int tokens, int sequences)
    {
        using var system = ActorHost.Start(serializeMessages: true);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var receiver = system.ActorOf(Props.Create(() => new Receiver(sequences, done)));
        var chunk = new TokensAppended
        {
            GroupId = 1,
            Epoch = 1,
            Sibling = 1,
            Offset = 0,
            TokenIds = [.. Enumerable.Range(0, tokens)],
            LogProbs = new float[tokens],
            Spans = [new PolicySpan(0, tokens, new PolicyVersion(3))],
        };
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < sequences; i++)
        {
            receiver.Tell(chunk);
            receiver.Tell(new CompletionFinished(1, 1, i, tokens, FinishReason.Stop));
        }

        await done.Task.ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await system.Terminate().ConfigureAwait(false);
        return seconds / sequences;
    }

    private sealed class Receiver : ReceiveActor
    {
        private int _left;

        public Receiver(int sequences, TaskCompletionSource done)
        {
            _left = sequences;
            Receive<TokensAppended>(_ => { });
            Receive<CompletionFinished>(Count);

            void Count(CompletionFinished finished)
            {
                if (--_left == 0)
                    _ = done.TrySetResult();
            }
        }
    }
}
