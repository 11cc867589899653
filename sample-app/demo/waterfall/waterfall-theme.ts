/** Colours of a picture: one set for a light page, one for a dark page. */
export interface WaterfallTheme {
  readonly paper: string;
  readonly rim: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly failure: string;
  /** In the order in which the services appear. */
  readonly services: readonly string[];
}

export const lightTheme: WaterfallTheme = {
  paper: '#ffffff',
  rim: '#d1d9e0',
  text: '#1f2328',
  quiet: '#59636e',
  line: '#e4e8ec',
  failure: '#d1242f',
  services: ['#0969da', '#8250df', '#1a7f37', '#bf5b04', '#b02a6f', '#0b7a75'],
};

export const darkTheme: WaterfallTheme = {
  paper: '#0d1117',
  rim: '#3d444d',
  text: '#f0f6fc',
  quiet: '#9198a1',
  line: '#21262d',
  failure: '#ff7b72',
  services: ['#4493f8', '#ab7df8', '#3fb950', '#f0883e', '#f778ba', '#39c5bb'],
};
