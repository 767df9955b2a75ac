// A reward of your own: right answers earn 1, a little less the longer they take.
if (Answer != GroundTruth) return Incorrect("not the answer");
return Score(1.0 - 0.1 * Math.Min(1.0, Completion.Length / 400.0));
