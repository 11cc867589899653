/** The part of mitata that is used here, so that the root's type check needs no installed bench. */
declare module 'mitata' {
  export function measure(
    work: () => unknown,
    options: { min_cpu_time: number },
  ): Promise<{ p50: number }>;
}
