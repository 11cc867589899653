const applications = new WeakMap<object, object>();

/** Notes whose jobs a worker of BullMQ handles: workers and the packages around them tell nobody. */
export function noteWorker(worker: object, application: object): void {
  applications.set(worker, application);
}

/** Undefined for a worker that Nest has not made. */
export function applicationOfWorker(worker: object): object | undefined {
  return applications.get(worker);
}
