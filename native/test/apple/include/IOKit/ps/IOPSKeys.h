#pragma once
#define kIOPMACPowerKey "AC Power"
#define kIOPMBatteryPowerKey "Battery Power"
#define kIOPMUPSPowerKey "UPS Power"
