/** Searching for what fails and making it small, whatever it is that is run. */
export { type Exploration, explore, type Found } from './explore.ts';
export { fewer } from './fewer.ts';
export { type Minimized, minimize, type SearchBudget } from './minimize.ts';
