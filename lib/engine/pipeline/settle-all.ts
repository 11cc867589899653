/**
 * Waits for all, also when one of them fails.
 *
 * @throws array of what went wrong, as the SDK does, so that callers may read them alike
 */
export async function settleAll(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown].flat() : [],
  );
  if (errors.length > 0) {
    // oxlint-disable-next-line typescript/only-throw-error
    throw errors;
  }
}
