import type { ModulesContainer } from '@nestjs/core';

export function attachCqrs(_modules: ModulesContainer): void {}
