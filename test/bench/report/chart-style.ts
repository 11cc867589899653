/**
 * Colours of the chart, on a ground of its own: an image in a README follows the mode of the
 * browser, which may be another than that of the page around it. Letters have a rim of that ground, so
 * that no line runs through them.
 */
export const chartStyle = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
  .paper { fill: #ffffff; stroke: #d1d9e0; }
  .title { font-size: 17px; font-weight: 600; }
  .heading { font-weight: 600; }
  .quiet, .note, .tick { fill: #59636e; font-weight: 400; }
  .note { font-size: 11px; }
  .tick { font-size: 10px; text-anchor: middle; }
  .grid { stroke: #d1d9e0; }
  .base { stroke: #818b98; }
  .floor-line { stroke: #59636e; stroke-dasharray: 1 2; }
  .spread { stroke: #1f2328; stroke-opacity: 0.7; }
  .request { fill: #d1d9e0; }
  .context-only { fill: #818b98; }
  .ours { fill: #0969da; }
  .ours-unsampled { fill: #80ccff; }
  .ours-stock { fill: #54aeff; }
  .usual-stack { fill: #e16f24; }
  .nestjs-otel { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; stroke: #0d1117; }
    .paper { fill: #0d1117; stroke: #3d444d; }
    .quiet, .note, .tick { fill: #9198a1; }
    .grid { stroke: #262c36; }
    .base { stroke: #656c76; }
    .floor-line { stroke: #9198a1; }
    .spread { stroke: #f0f6fc; }
    .request { fill: #3d444d; }
    .context-only { fill: #9198a1; }
    .ours { fill: #4493f8; }
    .ours-unsampled { fill: #79c0ff; }
    .ours-stock { fill: #1f6feb; }
    .usual-stack { fill: #f0883e; }
    .nestjs-otel { fill: #bd561d; }
  }
`;
