/** Where a request was sent to. */
export interface ServerAddress {
  /** The header it was read from. */
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Most requests in a row ask for the same host. */
let latest: ServerAddress = { host: undefined, address: undefined, port: undefined };

/** @param host `host`, `host:port`, or `[::1]:port` */
export function serverNamed(host: string | undefined): ServerAddress {
  if (host !== latest.host) {
    latest = readHost(host);
  }
  return latest;
}

function readHost(host: string | undefined): ServerAddress {
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return {
    host,
    address: name ? name.replaceAll(/[[\]]/g, '') : undefined,
    port: port ? Number(port) : undefined,
  };
}
