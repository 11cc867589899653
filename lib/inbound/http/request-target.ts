/** What a request line asks for, as it was written: nothing is decoded, since not everything can be. */
export interface RequestTarget {
  readonly path: string;

  /** Without `?`; undefined when there is none. */
  readonly query: string | undefined;
}

export function readTarget(url: string): RequestTarget {
  const target = withoutOrigin(url);
  const queryStart = target.indexOf('?');
  return queryStart < 0
    ? { path: target, query: undefined }
    : { path: target.slice(0, queryStart), query: target.slice(queryStart + 1) };
}

/** Whole URLs, as proxies are asked for them, may hold credentials before the path. */
function withoutOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
}
