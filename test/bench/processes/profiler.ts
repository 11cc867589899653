import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

const samplingIntervalUs = 200;
const session = new Session();

/** From here on, so that nothing of starting and warming up is in the profile. */
export async function startProfile(): Promise<void> {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
  await session.post('Profiler.start');
}

export async function stopProfile(): Promise<Profiler.Profile> {
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return profile;
}
