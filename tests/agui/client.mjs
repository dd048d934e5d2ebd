// Plays a scenario with the official AG-UI client and prints what it saw as one JSON line.
// Usage: node client.mjs URL TOKEN SCENARIO, where SCENARIO is a JSON list of steps:
// {"say": text}, {"answer": "confirm" | "reject" | "cancel", "say"?: text}, each with optional "props".
import { HttpAgent } from "@ag-ui/client";

const [url, token, scenario] = process.argv.slice(2);
const agent = new HttpAgent({ url, headers: { authorization: `Bearer ${token}` } });
const seen = [];

function answerTo(interrupt, answer) {
  if (answer === "cancel") return { interruptId: interrupt.id, status: "cancelled" };
  const { argsVersion, digest } = interrupt.metadata.deskhand;
  return { interruptId: interrupt.id, status: "resolved", payload: { decision: answer, argsVersion, digest } };
}

for (const step of JSON.parse(scenario)) {
  const events = [];
  const result = { events, error: null };
  const resume = step.answer ? agent.pendingInterrupts.map((each) => answerTo(each, step.answer)) : undefined;
  if (step.say) agent.addMessage({ id: crypto.randomUUID(), role: "user", content: step.say });
  try {
    await agent.runAgent(
      { forwardedProps: { interrupts: true, ...step.props }, ...(resume ? { resume } : {}) },
      { onEvent: ({ event }) => void events.push(event) },
    );
  } catch (error) {
    result.error = String(error.message ?? error);
  }
  result.pending = agent.pendingInterrupts.map((each) => each.id);
  seen.push(result);
}
process.stdout.write(JSON.stringify({ threadId: agent.threadId, steps: seen, messages: agent.messages }));
