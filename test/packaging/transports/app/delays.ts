/** Between two parts of an answer. */
export const streamMs = 10;

/** How long the sender waits for an answer. */
export const patienceMs = 150;

/** Until an answer that the sender no longer waits for. */
export const lateMs = 600;
