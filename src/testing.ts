/**
 * `sealcast/testing`: the tester's door. Nothing here belongs in production, and the names say so.
 */
export { ManualClock } from './testing/clock.ts';
export {
  type ConformanceCheck,
  type ConformanceOptions,
  type TransportHarness,
  transportConformance,
} from './testing/conformance.ts';
export { unsafeSeededRandomForTesting } from './testing/random.ts';
export type { SimulatedFault } from './testing/simulation/plan.ts';
export {
  type SimulatedWorld,
  type SimulationOptions,
  type SimulationResult,
  simulateDelivery,
} from './testing/simulation/simulate.ts';
export { type MemoryTransport, memoryTransport } from './transports/memory.ts';
