import { LAUNCH_PARAMETERS, type ParameterTable, parametersOf } from '../../../kernels/index.ts';

/** The parameters that are tuned, with a choice: all but those of the launch, which change how a sample is encoded. */
export function tunedParameters(contender: string): ParameterTable {
  const isTuned = ([name, { choices }]: [string, ParameterTable[string]]) =>
    choices.length > 1 && !Object.hasOwn(LAUNCH_PARAMETERS, name);
  return Object.fromEntries(Object.entries(parametersOf(contender)).filter(isTuned));
}
