#pragma once
#import <Foundation/Foundation.h>

#define MTL_EXTERN extern "C"
