import type { StateCreator } from 'zustand';
import type { DeviceInfo } from '../../electron/ipc/types.ts';
import { adoptDevices, type FormValues, INITIAL_FORM } from '../model/form.ts';
import type { WorkbenchState } from './store.ts';

export interface FormSlice {
  form: FormValues;
  setForm(change: Partial<FormValues>): void;
  /** Chooses a device among those that there are; nothing else that was chosen changes. */
  adoptDevices(devices: readonly DeviceInfo[]): void;
}

export const createFormSlice: StateCreator<WorkbenchState, [], [], FormSlice> = (set) => ({
  form: INITIAL_FORM,
  setForm: (change) => set(({ form }) => ({ form: { ...form, ...change } })),
  adoptDevices: (devices) => set(({ form }) => ({ form: adoptDevices(form, devices) })),
});
