<?php

namespace Acme\Examples;

use LLPhant\Failure\MissingKey; //: sdk_import LLPhant.Failure.MissingKey

$failure = new MissingKey('gpt-4o'); //: model_literal gpt-4o
