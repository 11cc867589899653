/** A developer's own `OTEL_*` and `DEBUG` must not decide whether a test passes. */
export function forgetTelemetryVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OTEL_') || name === 'DEBUG') delete process.env[name];
  }
}
