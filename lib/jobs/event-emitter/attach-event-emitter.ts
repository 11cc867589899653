import type { ModulesContainer } from '@nestjs/core';

export function attachEventEmitter(_modules: ModulesContainer): void {}
