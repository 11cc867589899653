import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportedTrace } from '../report.js';
import { drawWaterfall } from './draw-waterfall.js';
import { darkTheme, lightTheme } from './waterfall-theme.js';

/** Draws each trace twice, `checkout.svg` for a light page and `checkout-dark.svg` for a dark one. */
export async function writePictures(
  folder: string,
  traces: readonly ReportedTrace[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { fileName, spans } of traces) {
    await writeFile(path.join(folder, `${fileName}.svg`), drawWaterfall(spans, lightTheme));
    await writeFile(path.join(folder, `${fileName}-dark.svg`), drawWaterfall(spans, darkTheme));
  }
}
