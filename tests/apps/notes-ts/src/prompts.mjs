export const SYSTEM_PROMPT = `You keep notes for busy people.
Answer in one sentence.`;
