type Register = (this: unknown, plugin: unknown, options?: object) => unknown;

/** The part of a Fastify instance through which plugins come in. */
interface PluginHost {
  register: Register;
}

/**
 * Runs work during which the options of every plugin that is registered pass through `change`. It
 * is how a plugin can be met that another package imports: the very copy, with its own defaults.
 */
export async function withRegister<T>(
  instance: PluginHost,
  change: (plugin: unknown, options: object | undefined) => object | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { register } = instance;
  instance.register = function (plugin, options) {
    return register.call(this, plugin, change(plugin, options));
  };
  try {
    return await work();
  } finally {
    instance.register = register;
  }
}
