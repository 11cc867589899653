import { formatTable } from '../report/format-table.js';
import { formatShare } from '../report/figures.js';
import type { ProfileSummary, SelfTime } from './summarize-profile.js';

const filesShown = 20;
const functionsShown = 30;

/** Self times in microseconds a request, and as shares of the time in which the process did anything. */
export function renderProfile(
  title: string,
  { busyUs, idleUs, owners, ourFiles, functions }: ProfileSummary,
  requests: number,
): string {
  const figures = ({ selfUs }: SelfTime) => [
    (selfUs / requests).toFixed(2),
    formatShare(selfUs / busyUs),
  ];
  const head = ['us a request', 'of busy time'];
  return [
    `${title}: ${requests} requests, ${(busyUs / requests).toFixed(1)} us a request, and ${(idleUs / requests).toFixed(1)} us idle`,
    formatTable(
      ['whose', ...head],
      owners.map((time) => [time.name, ...figures(time)]),
    ),
    formatTable(
      ['file of nestjs-tracing', ...head],
      ourFiles.slice(0, filesShown).map((time) => [time.name, ...figures(time)]),
    ),
    formatTable(
      ['function', ...head, 'whose', 'where'],
      functions
        .slice(0, functionsShown)
        .map((time) => [time.name, ...figures(time), time.owner, time.place]),
    ),
  ].join('\n\n');
}
