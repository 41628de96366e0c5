/** The public surface of the simulated world. */
export type { ConnectionFault, ResetFault } from './faults/connection-faults.ts';
export { FaultCatalogue } from './faults/definition/fault-catalogue.ts';
export * from './faults/definition/fault-kind.ts';
export * from './faults/definition/parameter.ts';
export type { CrashFault, ProcessFault } from './faults/process-faults.ts';
export { WORLD_FAULTS, type WorldFault } from './faults/world-faults.ts';
export type { RunEnd, RunOptions } from './loop/event-loop.ts';
export type { Address, Latency, OpenConnection } from './network/network.ts';
export { Network } from './network/network.ts';
export { installWorld } from './patches/install.ts';
export { RefusedInWorldError } from './patches/refuse.ts';
export type * from './plan.ts';
export { type PointReached, PointRegistry, WORLD_POINTS } from './points.ts';
export type * from './ports.ts';
export { type ProcessSpec, SimulatedProcess } from './processes/simulated-process.ts';
export { SeededRandom } from './random.ts';
export { Trace, type TraceEntry } from './trace.ts';
export { type ProcessFailure, World, type WorldOptions } from './world.ts';
