/** Between two parts of an answer. */
export const streamMs = 10;

/** How long the sender waits for an answer. A call of gRPC must begin by then on a busy machine too. */
export const patienceMs = 500;

/** What a call of gRPC tells the server of that. */
export const deadlineMs = 500;

/** Until an answer that the sender no longer waits for. */
export const lateMs = 1_500;
