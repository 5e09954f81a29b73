#pragma once
#include <vecLib/cblas_new.h>
#include <vecLib/thread_api.h>
#include <vecLib/vDSP.h>
#include <vecLib/vForce.h>
