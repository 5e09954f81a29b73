import type { StateCreator } from 'zustand';
import type { DeviceInfo } from '../../electron/ipc/types.ts';
import { adoptDevices, type FormValues, INITIAL_FORM } from '../model/form.ts';
import type { WorkbenchState } from './store.ts';

export interface FormSlice {
  form: FormValues;
  setForm(change: Partial<FormValues>): void;
  /** Selects one of the devices if the chosen one does not exist; keeps everything else. */
  adoptDevices(devices: readonly DeviceInfo[]): void;
}

export const createFormSlice: StateCreator<WorkbenchState, [], [], FormSlice> = (set) => ({
  form: INITIAL_FORM,
  setForm: (change) => set(({ form }) => ({ form: { ...form, ...change } })),
  adoptDevices: (devices) => set(({ form }) => ({ form: adoptDevices(form, devices) })),
});
