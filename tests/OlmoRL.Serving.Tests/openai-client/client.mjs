// The official client against a running server: node client.mjs BASE_URL. Prints what it got as one JSON object.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2], apiKey: "unused", maxRetries: 0 });
const [model] = (await client.models.list()).data;
const prompt = "Ann has 3 apples.";
const sampling = { model: model.id, prompt, max_tokens: 24, temperature: 0.7, seed: 5 };

const whole = await client.completions.create({ ...sampling, n: 2, logprobs: 2 });
let streamed = "";
let usage = null;
for await (const chunk of await client.completions.create({ ...sampling, stream: true, stream_options: { include_usage: true } })) {
  streamed += chunk.choices[0]?.text ?? "";
  usage = chunk.usage ?? usage;
}

const messages = [{ role: "user", content: prompt }];
const chat = await client.chat.completions.create({ model: model.id, messages, max_completion_tokens: 16, seed: 5, logprobs: true, top_logprobs: 1 });
const stream = client.chat.completions.stream({ model: model.id, messages, max_completion_tokens: 16, seed: 5 });
const assembled = await stream.finalChatCompletion();

const schema = { type: "object", properties: { right: { type: "boolean" }, score: { type: "integer", enum: [0, 1, 2] } }, required: ["right", "score"], additionalProperties: false };
const structured = await client.chat.completions.create({
  model: model.id, messages, max_completion_tokens: 60, seed: 5, response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } },
});

let refusal = null;
try {
  await client.completions.create({ ...sampling, temperature: 9 });
} catch (error) {
  refusal = { name: error.constructor.name, status: error.status, param: error.param };
}

console.log(JSON.stringify({
  model: model.id,
  choices: whole.choices.map(c => ({ index: c.index, text: c.text, finish: c.finish_reason, tokens: c.logprobs.tokens.length })),
  usage: whole.usage,
  streamed,
  streamedUsage: usage,
  chat: chat.choices[0].message.content,
  chatTokens: chat.choices[0].logprobs.content.length,
  assembled: assembled.choices[0].message.content,
  structured: JSON.parse(structured.choices[0].message.content),
  refusal,
}));
