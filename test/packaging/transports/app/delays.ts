/** Between two parts of an answer. */
export const streamMs = 10;

/** How long the sender waits for an answer. */
export const patienceMs = 150;

/** What a call of gRPC tells the server of that, which has to begin in time even on a busy machine. */
export const deadlineMs = 300;

/** Until an answer that the sender no longer waits for. */
export const lateMs = 600;
